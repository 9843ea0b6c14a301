using Moonwire.Runtime.Binding;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Lua;

/// <summary>If an allocation of .NET's fails, the call that caused it raises Lua's error.</summary>
[TestClass]
public sealed class MemoryShortageTests
{
    [Theory]
    [InlineData("select(2, pcall(m.fail))")]
    [InlineData("select(2, pcall(m.fail_at_start))")]
    [InlineData("select(2, coroutine.resume(coroutine.create(m.fail)))")]
    [InlineData("select(2, pcall(function() spawn(m.fail):join() end))")]
    [InlineData("select(2, pcall(function() local x <close> = setmetatable({}, {__close = m.fail}) end))")]
    public void ItIsCaught(string expression)
    {
        var (status, report) = Run(
            $"local m = require 'shortage' local e = {expression} error(e == 'not enough memory' and 'as it should be' "
            + "or e, 0)");

        Assert.Equal((1, "moonwire: as it should be"), (status, report.Split('\n')[0]));
    }

    [Fact]
    public void UncaughtItIsReported()
    {
        var (status, report) = Run("require 'shortage'.fail()");

        Assert.Equal((1, "moonwire: not enough memory"), (status, report.Split('\n')[0]));
    }

    private static (int Status, string Report) Run(string script)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("script.lua");
        File.WriteAllText(path, script);
        return InProcess.Run(path, [], extra: static _ => new Shortage());
    }

    /// <summary>A module whose functions fail for lack of memory.</summary>
    private sealed class Shortage : LuaModule
    {
        public override string Name => "shortage";

        public override string Shim => "shortage.lua";

        public override IReadOnlyList<ModuleFunction> Functions =>
        [
            new("fail", static call => call.Return((long)Longest().Length)),
            new("fail_at_start", static call => call.Return((long)Kept.Array.Length)),
        ];

        /// <summary>Allocates an array that is too long for .NET on any machine.</summary>
        private static long[] Longest() => new long[int.MaxValue];

        private static class Kept
        {
            internal static readonly long[] Array = Longest();
        }
    }
}
