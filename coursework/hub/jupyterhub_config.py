"""A JupyterHub on this machine alone, for trying the lessons with several users. No real login.

Everybody who knows the password may be anybody: never open it to a network. The README says what
to put in the place of DummyAuthenticator and SimpleLocalProcessSpawner for a class.
"""

import os

c = get_config()  # noqa: F821
folder = os.environ["TRY_HUB_FOLDER"]
c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ['TRY_HUB_PORT']}"
c.JupyterHub.db_url = f"sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{folder}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["TRY_HUB_PASSWORD"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = folder + "/homes/{username}"
c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
c.ConfigurableHTTPProxy.command = os.environ["TRY_HUB_PROXY"]
c.ConfigurableHTTPProxy.pid_file = f"{folder}/proxy.pid"
