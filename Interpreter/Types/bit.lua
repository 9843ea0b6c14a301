---@meta bit

---Operations on the low 32 bits of numbers, as in LuaJIT. Results are signed.
bit = {}

---Returns the low 32 bits as a signed integer.
---@param x number|string
---@return integer
function bit.tobit(x) end

---Returns the low `n` hexadecimal digits. If `n` is negative, returns `-n` digits in capitals.
---@param x number|string
---@param n? number|string 8 by default
---@return string
function bit.tohex(x, n) end

---Returns the bits that are set in all numbers.
---@param x number|string
---@param ... number|string
---@return integer
function bit.band(x, ...) end

---Returns the bits that are set in any of the numbers.
---@param x number|string
---@param ... number|string
---@return integer
function bit.bor(x, ...) end

---Returns the bits that are set in an odd number of the numbers.
---@param x number|string
---@param ... number|string
---@return integer
function bit.bxor(x, ...) end

---Returns the bits that are not set in `x`.
---@param x number|string
---@return integer
function bit.bnot(x) end

---Shifts the bits left by `n` modulo 32.
---@param x number|string
---@param n number|string
---@return integer
function bit.lshift(x, n) end

---Shifts the bits right by `n` modulo 32, and fills with zeros.
---@param x number|string
---@param n number|string
---@return integer
function bit.rshift(x, n) end

---Shifts the bits right by `n` modulo 32, and fills with copies of the highest bit.
---@param x number|string
---@param n number|string
---@return integer
function bit.arshift(x, n) end

---Rotates the bits left by `n` modulo 32.
---@param x number|string
---@param n number|string
---@return integer
function bit.rol(x, n) end

---Rotates the bits right by `n` modulo 32.
---@param x number|string
---@param n number|string
---@return integer
function bit.ror(x, n) end

---Reverses the order of the four bytes.
---@param x number|string
---@return integer
function bit.bswap(x) end

return bit
