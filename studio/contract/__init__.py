"""What crosses the wire, for both ends: shapes, limits and problem codes of API version 1.

The server validates what it receives and the studio validates what it is answered with the same models, so neither trusts the
other. Unknown fields in answers are ignored (a newer platform may say more); unknown fields in requests are refused.
"""

from .challenges import *
from .changes import *
from .codes import *
from .doors import *
from .mine import *
from .people import *
from .records import *
from .replies import *
from .requests import *
from .words import *
