-- The option ids chooses which tests of a file run, or their order.
dofile("support/show.lua")("selection_spec.lua", {ids = {"two a", "one #net deeper c"}})
