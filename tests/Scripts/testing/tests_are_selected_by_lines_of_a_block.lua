-- The option lines_of_a_block chooses which tests of a file run, or their order.
dofile("support/show.lua")("selection_spec.lua", {lines = {8, 4}})
