-- env: MOONWIRE_READINESS=poll
dofile("support/flags.lua")
