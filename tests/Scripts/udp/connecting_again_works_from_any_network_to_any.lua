-- network: own
dofile("support/connecting_again.lua")
