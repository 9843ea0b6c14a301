-- network: own
-- env: MOONWIRE_READINESS=poll
dofile("support/connecting_again.lua")
