-- modules: installed
-- env: MOONWIRE_PATH=support/deep;;support/lib/?.lua;support/?.so
print(package.path:match("^%./%?%.lua;%./%?/init%.lua;support/deep/%?%.lua;support/deep/%?/init%.lua;/") ~= nil)
print(package.path:match(";support/lib/%?%.lua$"), package.cpath:match("^%./%?%.so;support/deep/%?%.so;"),
  package.cpath:match(";support/%?%.so$"))
print(require "neighbour", require "tool")
