---@meta bit

---Operations on the low 32 bits of numbers, as LuaJIT has them. Results are signed.
bit = {}

---The low 32 bits as a signed integer.
---@param x number|string
---@return integer
function bit.tobit(x) end

---The low `n` hexadecimal digits; `-n` of them in capitals if it is negative.
---@param x number|string
---@param n? number|string 8 by default
---@return string
function bit.tohex(x, n) end

---The bits that all numbers have.
---@param x number|string
---@param ... number|string
---@return integer
function bit.band(x, ...) end

---The bits that any of the numbers has.
---@param x number|string
---@param ... number|string
---@return integer
function bit.bor(x, ...) end

---The bits that an odd number of the numbers have.
---@param x number|string
---@param ... number|string
---@return integer
function bit.bxor(x, ...) end

---The bits that `x` has not.
---@param x number|string
---@return integer
function bit.bnot(x) end

---Moves the bits up by `n` modulo 32.
---@param x number|string
---@param n number|string
---@return integer
function bit.lshift(x, n) end

---Moves the bits down by `n` modulo 32; zeros come in.
---@param x number|string
---@param n number|string
---@return integer
function bit.rshift(x, n) end

---Moves the bits down by `n` modulo 32; copies of the highest bit come in.
---@param x number|string
---@param n number|string
---@return integer
function bit.arshift(x, n) end

---Moves the bits up by `n` modulo 32; what leaves at the top comes in at the bottom.
---@param x number|string
---@param n number|string
---@return integer
function bit.rol(x, n) end

---Moves the bits down by `n` modulo 32; what leaves at the bottom comes in at the top.
---@param x number|string
---@param n number|string
---@return integer
function bit.ror(x, n) end

---Puts the four bytes into the opposite order.
---@param x number|string
---@return integer
function bit.bswap(x) end

return bit
