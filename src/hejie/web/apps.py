"""The pages as a Django application: templates, static files and translations."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds templates, static files and catalogues; has no models."""

    name = "hejie.web"
    label = "hejie_web"
    verbose_name = "Hejie"

    def ready(self) -> None:
        """Compile the catalogues when they are older than their sources, so that no page speaks the wrong language."""
        from hejie.web.catalogue import compiling

        compiling.ensure_compiled()
