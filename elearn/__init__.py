"""Root & Remedy: medical and law students work one case together, live.

Start with `elearn.domain.content` (what a case is), then `domain.move` and `domain.workspace` (what a pair does with it), then `app`.
"""
