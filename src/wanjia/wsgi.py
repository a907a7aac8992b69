"""The WSGI door of Wanjia; the process that serves also does the regular work."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.settings")
application = get_wsgi_application()

from wanjia.kernel import regular  # noqa: E402 - models need the application

regular.start()
