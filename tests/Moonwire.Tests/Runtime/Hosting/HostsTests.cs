using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Hosting;

/// <summary>Hosts in one process leave each other alone. Tests have several, and what one shares with another ends the process.</summary>
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

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, _ =>
            Assert.Equal((0, ""), InProcess.Run(script, [])));
    }
}
