using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Hosting;

/// <summary>
/// Hosts in one process do not affect each other. Tests have several hosts, and a fault in shared state would end the
/// process.
/// </summary>
[TestClass(DisableParallelization = true)]
public sealed class HostsTests
{
    [Fact]
    public void ManyStartWaitAndEndAtTheSameTime()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("script.lua", """
            local time = require "time"
            local fiber = spawn(function() time.sleep(0) return "slept" end)
            assert(fiber:join() == "slept")
            assert(not pcall(time.with_timeout, 0, this_fiber.yield))
            """);

        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = 8,
            CancellationToken = TestContext.Current.CancellationToken,
        };
        Parallel.For(0, 200, options, _ => Assert.Equal((0, ""), InProcess.Run(script, [])));
    }
}
