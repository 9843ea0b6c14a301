using Moonwire.Runtime.Binding;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Fibers;

/// <summary>
/// The memory of a fiber, because programs may have very many. Bytes are counted, so that clocks and pages do not
/// matter.
/// </summary>
[TestClass(DisableParallelization = true)]
public sealed class FiberMemoryTests
{
    /// <summary>
    /// A Lua thread has 208 bytes, its stack 720, each of four calls 64, and the references that keep it alive 16 and a
    /// little more.
    /// </summary>
    private const int MaxLuaBytes = 1216;

    /// <summary>The fiber has 72 bytes, and 8 + 16 in the table of fibers and among the timers.</summary>
    private const int MaxManagedBytes = 112;

    [Fact]
    public void ASleepingFiberTakesLittle()
    {
        var (status, report) = Run($$"""
            local time, managed = require "time", require "managed_memory"
            local function sleeper() time.sleep(1000) end
            local function measure(count)
              collectgarbage() collectgarbage("stop")
              local lua, other = collectgarbage("count"), managed.allocated()
              for _ = 1, count do spawn(sleeper) end
              this_fiber.yield()
              return (collectgarbage("count") - lua) * 1024 / count, (managed.allocated() - other) / count
            end
            measure(1000)
            local lua, other = measure(20000)
            if lua > {{MaxLuaBytes}} or other > {{MaxManagedBytes}} then
              error(("a sleeping fiber takes %.0f bytes in Lua and %.0f managed ones"):format(lua, other), 0)
            end
            os.exit(0)
            """);

        Assert.True(status == 0, report);
    }

    [Fact]
    public void AFailedFiberThatNobodyCanJoinLeavesNothingBehind()
    {
        var (_, report) = Run("""
            local function fail() error("failed", 0) end
            local function round()
              for _ = 1, 500 do spawn(fail) end
              this_fiber.yield()
              collectgarbage() collectgarbage()
              return collectgarbage("count")
            end
            round()
            local before = round()
            local left = round() - before
            if left > 32 then error(("%.0f KiB are left"):format(left), 0) end
            """);

        Assert.DoesNotContain("KiB", report, StringComparison.Ordinal);
    }

    private static (int Status, string Report) Run(string script)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("script.lua");
        File.WriteAllText(path, script);
        return InProcess.Run(path, [], extra: static _ => new ManagedMemory());
    }

    /// <summary>A module that returns how many bytes of managed memory were ever allocated.</summary>
    private sealed class ManagedMemory : LuaModule
    {
        public override string Name => "managed_memory";

        public override string Shim => "managed_memory.lua";

        public override IReadOnlyList<ModuleFunction> Functions =>
            [new("allocated", static call => call.Return(GC.GetTotalAllocatedBytes(precise: true)))];
    }
}
