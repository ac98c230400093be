"""FAQ: what every room of knowledge keeps, gathered for Django."""

from madoguchi.knowledge.articles.models import Article as Article
from madoguchi.knowledge.articles.models import Category as Category
from madoguchi.knowledge.articles.models import CategoryRight as CategoryRight
from madoguchi.knowledge.articles.models import LastNumber as LastNumber
from madoguchi.knowledge.articles.models import Revision as Revision
from madoguchi.knowledge.articles.models import Translation as Translation
from madoguchi.knowledge.documents.models import Attachment as Attachment
from madoguchi.knowledge.documents.models import Document as Document
from madoguchi.knowledge.documents.models import DocumentVersion as DocumentVersion
from madoguchi.knowledge.exchange.models import FaqImport as FaqImport
from madoguchi.knowledge.finding.models import Choice as Choice
from madoguchi.knowledge.finding.models import LearnedPhrase as LearnedPhrase
from madoguchi.knowledge.finding.models import Search as Search
from madoguchi.knowledge.public.models import FaqCount as FaqCount
from madoguchi.knowledge.public.models import FaqDay as FaqDay
from madoguchi.knowledge.public.models import FaqVerdict as FaqVerdict
from madoguchi.knowledge.public.models import FaqVisit as FaqVisit
from madoguchi.knowledge.requests.models import UpdateRequest as UpdateRequest
from madoguchi.knowledge.usage.models import ArticleUse as ArticleUse
from madoguchi.knowledge.usage.models import UsageReport as UsageReport
