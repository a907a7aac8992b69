"""What `wanjia serve` runs: the pages, and in the same process the work that comes round."""

from wanjia.wsgi import application as application

from wanjia import urls as urls  # isort: skip - loaded now, not by the first who asks for a page
from wanjia.kernel import regular, serving  # isort: skip - models need the application first

serving.settle()
regular.start()
