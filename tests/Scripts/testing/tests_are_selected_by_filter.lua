-- The option filter chooses which tests of a file run, or their order.
dofile("support/show.lua")("selection_spec.lua", {filter = {"a$"}})
