"""The forms of this audience."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, StringField, SubmitField
from wtforms.validators import DataRequired, Length


class AddForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A new account."""

    name = StringField(_l("Name"), validators=[DataRequired(_l("Write their name.")), Length(max=120)], render_kw={"autocomplete": "off"})
    email = EmailField(
        _l("E-mail"), validators=[DataRequired(_l("Write their e-mail address.")), Length(max=254)], render_kw={"autocomplete": "off"}
    )
    teacher = BooleanField(_l("may start classes"))
    author = BooleanField(_l("may read and publish the library"))
    admin = BooleanField(_l("is an admin"))
    submit = SubmitField(_l("Make the account"))
