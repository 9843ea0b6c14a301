using System.Globalization;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Os;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Sockets;

/// <summary>
/// Options that the kernel keeps separately for IPv4 and IPv6, read from the kernel, because get_option returns only
/// one of the two.
/// </summary>
[TestClass]
[Collection("one host at a time")]
public sealed unsafe class DualStackOptionTests
{
    [Theory]
    [InlineData(ReadinessKind.Default)]
    [InlineData(ReadinessKind.Portable)]
    public void AnOptionOfAV6SocketReachesBothHalves(ReadinessKind readiness)
    {
        var script = Repository.PathOf("tests", "Moonwire.Tests", "Runtime", "Sockets", "dual_stack_options_test.lua");

        var (status, report) = InProcess.Run(script, [], readiness, static _ => new KernelOptions());

        Assert.Equal((0, ""), (status, report));
    }

    /// <summary>getsockopt(2) for scripts.</summary>
    private sealed class KernelOptions : LuaModule
    {
        public override string Name => "kernel_options";

        public override string Shim => "kernel_options.lua";

        public override IReadOnlyList<ModuleFunction> Functions => [new("get", Get)];

        /// <summary>
        /// <c>get(descriptor: string, level: integer, number: integer) -> integer</c>: reads an option of "/dev/fd/N".
        /// </summary>
        private static int Get(LuaCall call)
        {
            var descriptor = int.Parse(Path.GetFileName(call.Text(1)), CultureInfo.InvariantCulture);
            var value = 0;
            var size = sizeof(int);
            Assert.Equal(0, Libc.getsockopt(descriptor, (int)call.Integer(2), (int)call.Integer(3), &value, &size));
            return call.Return((long)value);
        }
    }
}
