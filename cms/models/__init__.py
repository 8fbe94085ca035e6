from cms.models.base import SitePage
from cms.models.home import HomePage
from cms.models.media import SiteDocument, SiteImage, SiteRendition
from cms.models.settings import SiteSettings
from cms.models.standard import StandardPage

__all__ = ["HomePage", "SiteDocument", "SiteImage", "SitePage", "SiteRendition", "SiteSettings", "StandardPage"]
