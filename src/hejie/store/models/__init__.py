"""All tables that Django's mapper knows. The record's own tables are plain SQL (`store.record_sql`)."""

from hejie.store.models.calendars import CalendarAddress
from hejie.store.models.drafts import DecisionDraft
from hejie.store.models.experts import ExpertLink
from hejie.store.models.forgetting import ErasureRequest
from hejie.store.models.listings import Listing
from hejie.store.models.neutrals import NeutralConflict, NeutralProfile
from hejie.store.models.people import (
    ApiToken,
    CaseLink,
    Marketplace,
    MarketplaceHost,
    Membership,
    Person,
    ReadingLog,
    Seller,
)
from hejie.store.models.plumbing import CacheRow, SentMail
from hejie.store.models.policies import ReturnPolicy, VettingPolicy
from hejie.store.models.procedures import MarketProcedure
from hejie.store.models.registrations import Registration
from hejie.store.models.services import ServiceSetting
from hejie.store.models.uploads import Upload
from hejie.store.models.webhooks import Webhook, WebhookAttempt

__all__ = [
    "ApiToken",
    "CacheRow",
    "CalendarAddress",
    "CaseLink",
    "DecisionDraft",
    "ErasureRequest",
    "ExpertLink",
    "Listing",
    "MarketProcedure",
    "Marketplace",
    "MarketplaceHost",
    "Membership",
    "NeutralConflict",
    "NeutralProfile",
    "Person",
    "ReadingLog",
    "Registration",
    "ReturnPolicy",
    "Seller",
    "SentMail",
    "ServiceSetting",
    "Upload",
    "VettingPolicy",
    "Webhook",
    "WebhookAttempt",
]
