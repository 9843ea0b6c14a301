-- network: own
-- env: MOONWIRE_READINESS=portable
dofile("support/connecting_again.lua")
