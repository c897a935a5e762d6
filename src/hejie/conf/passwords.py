"""What a password must be, where the framework's own sentence does not exist in all three languages."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Refuses passwords shorter than `min_length` characters."""

    def get_error_message(self) -> str:
        """The sentence beside the field."""
        return _("This is shorter than %(least)d characters. Use a longer one.") % {"least": self.min_length}

    def get_help_text(self) -> str:
        """The sentence before the field."""
        return _("At least %(least)d characters.") % {"least": self.min_length}
