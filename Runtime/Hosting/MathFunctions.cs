using Moonwire.Runtime.Binding;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// The managed functions of <c>compatibility.lua</c>, which has checked their arguments. The results are the same as in
/// the C library.
/// </summary>
internal static class MathFunctions
{
    private const int FractionBits = 52;
    private const int ExponentMask = 0x7ff;

    /// <summary>The exponent field of the numbers from 0.5 to 1.</summary>
    private const long Half = 0x3fe;

    internal static void AddTo(ModuleBuilder builder)
    {
        builder.Add("cosh", static call => call.Return(Math.Cosh(call.Number(1))));
        builder.Add("sinh", static call => call.Return(Math.Sinh(call.Number(1))));
        builder.Add("tanh", static call => call.Return(Math.Tanh(call.Number(1))));
        builder.Add("square", static call => call.Return(Math.Pow(call.Number(1), 2)));
        builder.Add("frexp", Split);
        builder.Add("ldexp", static call => call.Return(Math.ScaleB(call.Number(1), unchecked((int)call.Integer(2)))));
    }

    /// <summary><c>frexp(x: number) -> number, integer</c>: a fraction from 0.5 to 1 and the exponent of 2.</summary>
    private static int Split(LuaCall call)
    {
        var value = call.Number(1);
        var exponent = 0;
        if (value != 0 && double.IsFinite(value))
        {
            if (!double.IsNormal(value))
            {
                value *= 1L << FractionBits + 1; // the product is exact and normal
                exponent = -(FractionBits + 1);
            }

            var bits = BitConverter.DoubleToInt64Bits(value);
            exponent += (int)((bits >> FractionBits & ExponentMask) - Half);
            value = BitConverter.Int64BitsToDouble(
                (bits & ~((long)ExponentMask << FractionBits)) | Half << FractionBits);
        }

        call.Stack.Push(value);
        call.Stack.Push((long)exponent);
        return 2;
    }
}
