---@meta _

---C's `atan2`: `math.atan` with two arguments.
---@param y number
---@param x? number 1 by default
---@return number
---@nodiscard
function math.atan2(y, x) end

---The hyperbolic cosine.
---@param x number
---@return number
---@nodiscard
function math.cosh(x) end

---The hyperbolic sine.
---@param x number
---@return number
---@nodiscard
function math.sinh(x) end

---The hyperbolic tangent.
---@param x number
---@return number
---@nodiscard
function math.tanh(x) end

---`x ^ y`.
---@param x number
---@param y number
---@return number
---@nodiscard
function math.pow(x, y) end

---The logarithm to base 10.
---@param x number
---@return number
---@nodiscard
function math.log10(x) end

---The fraction and the exponent that `x` is: `x == fraction * 2 ^ exponent`, with the fraction from 0.5 to 1.
---@param x number
---@return number fraction
---@return integer exponent
---@nodiscard
function math.frexp(x) end

---`x * 2 ^ exponent`, rounded once.
---@param x number
---@param exponent integer
---@return number
---@nodiscard
function math.ldexp(x, exponent) end
