"""The forms of this audience."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectChoice, StringField, SubmitField  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from elearn.domain.password import LONGEST_BYTES, SHORTEST
from elearn.domain.person import Discipline


class SignInForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """E-mail and password; password managers may fill both."""

    email = EmailField(
        _l("E-mail"), validators=[DataRequired(_l("Write your e-mail address.")), Length(max=254)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _l("Password"),
        validators=[DataRequired(_l("Write your password.")), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )
    submit = SubmitField(_l("Sign in"))


def _new_password(words: str) -> PasswordField:
    return PasswordField(
        words,
        validators=[DataRequired(_l("Choose a password.")), Length(max=LONGEST_BYTES)],
        description=_l("At least %(least)s characters. Three random words do well; any signs may be in it.", least=SHORTEST),
        render_kw={"autocomplete": "new-password", "minlength": SHORTEST},
    )


class FactorForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A code of one's telephone, or of one's sheet."""

    code = StringField(
        _l("Code"),
        validators=[DataRequired(_l("Write the code.")), Length(max=40)],
        description=_l("The six figures that your telephone shows now, or one of your recovery codes."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false", "autocapitalize": "none"},
    )
    submit = SubmitField(_l("Go on"))


class ChangePasswordForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A new password, for the price of the old one."""

    old = PasswordField(
        _l("Password until now"),
        validators=[DataRequired(_l("Write the password that you have now.")), Length(max=LONGEST_BYTES)],
        render_kw={"autocomplete": "current-password"},
    )
    password = _new_password(_l("New password"))
    submit = SubmitField(_l("Change it"))


class PasswordForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A new password, written once: it can be shown, and a wrong one is put right by the next link."""

    password = _new_password(_l("Password"))
    submit = SubmitField(_l("Set it and come in"))


class ForgottenForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """The address of the account whose password is forgotten."""

    email = EmailField(
        _l("E-mail"), validators=[DataRequired(_l("Write your e-mail address.")), Length(max=254)], render_kw={"autocomplete": "username"}
    )
    submit = SubmitField(_l("Send me a link"))


class CodeForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """The code of a class."""

    code = StringField(
        _l("Code of the class"),
        validators=[DataRequired(_l("Write the code that your tutor gave you.")), Length(max=40)],
        description=_l("Nine letters and figures, such as KXR-9TB-4WM."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    submit = SubmitField(_l("Go on"))


def _studies() -> RadioField:
    return RadioField(
        _l("What do you study?"),
        choices=[
            SelectChoice(Discipline.MEDICINE, _l("Medicine, or another health profession")),
            SelectChoice(Discipline.LAW, _l("Law")),
        ],
        validators=[DataRequired(_l("Say what you study: each of you gets other papers."))],
    )


class JoinForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """What somebody who is signed in says as they join a class."""

    studies = _studies()
    submit = SubmitField(_l("Join the class"))


class JoinNewlyForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """What somebody new says as they join a class."""

    name = StringField(
        _l("Your name"),
        validators=[DataRequired(_l("Write your name, as your partner should read it.")), Length(max=120)],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        _l("E-mail"),
        validators=[DataRequired(_l("Write your e-mail address.")), Length(max=254)],
        description=_l("Of your university, so that your tutor knows you on the list."),
        render_kw={"autocomplete": "username"},
    )
    studies = _studies()
    password = _new_password(_l("Choose a password"))
    submit = SubmitField(_l("Join the class"))
