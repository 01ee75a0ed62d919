"""What the settings hand to DRF and drf-spectacular. Views name their classes themselves (`views`)."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tracker.foundation.rest.authentication.BearerAuthentication",
        "tracker.foundation.rest.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["tracker.foundation.rest.authentication.HasScope"],
    "DEFAULT_SCHEMA_CLASS": "tracker.foundation.rest.schema.ResourceSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "tracker.foundation.rest.errors.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Privacy incident tracker",
    "DESCRIPTION": (
        "Privacy incidents, what is claimed about them, and the figures that follow.\n\n"
        "Lists come in cursor pages, or whole with `format=ndjson` or `format=csv`. A parameter that takes several "
        "values is given several times, or once with commas; one that is not known is an error. Errors are problem "
        "details (RFC 9457). Every answer has a strong ETag."
    ),
    "VERSION": "0.2.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["tracker.foundation.rest.schema.without_trailing_slash"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["tracker.foundation.rest.field_schemas.without_enum_ids"],
    # enumerations stay where they are used: their names would clash between models
    "COMPONENT_SPLIT_REQUEST": True,
    # `fields` and `omit` can leave any field out, so none can be promised.
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "SORT_OPERATION_PARAMETERS": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": True, "displayRequestDuration": True},
}
