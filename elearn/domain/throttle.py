"""How long whoever failed to sign in must wait before the next try. Nobody is shut out for good, and nobody for another's slips: what is
counted is how often one account was tried from one network, with a ceiling over all networks and one over all accounts.
"""

import ipaddress
from datetime import timedelta

HERE = timedelta(hours=1)
"""how far back tries on one account from one network are counted; the right password ends the count"""
FREE = 5
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=10)
ACCOUNT = timedelta(minutes=5)
TRIES_AN_ACCOUNT = 10
"""within ACCOUNT, from wherever: what many machines that guess together may have"""
ANYBODY = timedelta(minutes=10)
TRIES_A_NETWORK = 400
"""within ANYBODY: a whole class may sit behind one address. Wide enough for its slips, too narrow for guessing"""
IPV6_NETWORK = 64
"""the bits that one household or campus has; the rest its owner chooses as they like"""


def wait_after(failures: int) -> timedelta:
    """From the last of so many failures: nothing at first, then twice as long each time."""
    if failures < FREE:
        return timedelta(0)
    doublings = min(failures - FREE, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def network_of(address: str) -> str:
    """The network that an address counts for: of IPv6 its /64, in which one person has more addresses than there are people."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, IPV6_NETWORK), strict=False))
    return str(found)
