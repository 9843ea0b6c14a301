local lazy = {}
function lazy.tail() return require("./tail_target") end
function lazy.twin() return require("./twin") end
function lazy.kept() return (require("./twin")) end
function lazy.none() return require("./none") end
return lazy
