"""What core does when Django tells of a sign-in, a sign-out, a request."""

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.signals import request_started

from wanjia.core.access.devices import note_sign_in, note_sign_out
from wanjia.core.database_errors import close_dead_connection

user_logged_in.connect(note_sign_in, dispatch_uid="wanjia.devices")
user_logged_out.connect(note_sign_out, dispatch_uid="wanjia.devices")
request_started.connect(close_dead_connection, dispatch_uid="wanjia.trouble")
