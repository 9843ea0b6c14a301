-- env: MOONWIRE_DISABLE=icmp
-- network: own
-- tool: unshare
local system = require "system"
local program = system.arguments[1]
local result = system.run {
  program = "unshare",
  arguments = {
    "unshare", "-m", "sh", "-c", 'mount --bind support/hosts /etc/hosts && exec "$0" --recorder 256 support/names.lua',
    program,
  },
}
io.write(result.stdout, result.stderr)
