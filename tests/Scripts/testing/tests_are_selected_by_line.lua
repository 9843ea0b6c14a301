-- The option line chooses which tests of a file run, or their order.
dofile("support/show.lua")("selection_spec.lua", {lines = {5}})
