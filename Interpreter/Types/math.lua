---@meta _

---Returns C's `atan2`, which is `math.atan` with two arguments.
---@param y number
---@param x? number 1 by default
---@return number
---@nodiscard
function math.atan2(y, x) end

---Returns the hyperbolic cosine.
---@param x number
---@return number
---@nodiscard
function math.cosh(x) end

---Returns the hyperbolic sine.
---@param x number
---@return number
---@nodiscard
function math.sinh(x) end

---Returns the hyperbolic tangent.
---@param x number
---@return number
---@nodiscard
function math.tanh(x) end

---Returns `x ^ y`.
---@param x number
---@param y number
---@return number
---@nodiscard
function math.pow(x, y) end

---Returns the logarithm to base 10.
---@param x number
---@return number
---@nodiscard
function math.log10(x) end

---Splits `x` into a fraction from 0.5 to 1 and an exponent: `x == fraction * 2 ^ exponent`.
---@param x number
---@return number fraction
---@return integer exponent
---@nodiscard
function math.frexp(x) end

---Returns `x * 2 ^ exponent`, rounded once.
---@param x number
---@param exponent integer
---@return number
---@nodiscard
function math.ldexp(x, exponent) end
