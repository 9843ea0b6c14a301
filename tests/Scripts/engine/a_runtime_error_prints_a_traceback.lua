print("before")
local function inner(t) return t.a.b end
local function outer(t) return (inner(t)) end
outer({})
