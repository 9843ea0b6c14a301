-- env: MOONWIRE_READINESS=portable
dofile("support/flags.lua")
