using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Binding;

/// <summary>A C library may exchange the number of a managed function, which no script can do.</summary>
[TestClass]
public sealed class ExchangedNumberTests
{
    [Fact]
    public void AFunctionWithAnotherNumberIsAnotherOneOrAnError()
    {
        var script = Repository.PathOf("tests", "Moonwire.Tests", "Runtime", "Binding", "exchanged_number_test.lua");

        Assert.Equal((0, ""), InProcess.Run(script, [], extra: static _ => new Exchange()));
    }

    private sealed class Exchange : LuaModule
    {
        public override string Name => "exchange";

        public override string Shim => "exchange.lua";

        public override IReadOnlyList<ModuleFunction> Functions => [new("number", Number)];

        /// <summary>
        /// <c>number(f, number: integer) -> integer</c>: gives a managed function another number, and returns the old
        /// number.
        /// </summary>
        private static unsafe int Number(LuaCall call)
        {
            const int upvalue = 32; // CClosure, lobject.h
            Assert.Equal(LuaType.Function, call.Stack.TypeOf(1));
            var number = *(long**)LuaLayout.At(call.Stack.State, 1) + (upvalue / sizeof(long));
            var old = *number;
            *number = call.Integer(2);
            return call.Return(old);
        }
    }
}
