using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Fibers;

/// <summary>A traceback shows the script's frames, and only the function names of moonwire's own shims.</summary>
[TestClass]
public sealed class FailureTraceTests
{
    [Theory]
    [InlineData("error('x')", "moonwire: (command line):1: x")]
    [InlineData("byte_span.new(-1)", "moonwire: (command line):1: new: bad argument #1 (length -1 is negative)")]
    [InlineData("local t = nil + 1", "moonwire: (command line):1: attempt to perform arithmetic on a nil value")]
    [InlineData("spawn(error, 'x', 0):join()", "moonwire: x")]
    [InlineData("coroutine.wrap(function() error('x') end)()", "moonwire: (command line):1: (command line):1: x")]
    public async Task TheFirstLineSaysWhatAndWhere(string chunk, string line)
    {
        var trace = await TraceOf(chunk);

        Assert.Equal(line, trace[0]);
        Assert.Equal("stack traceback:", trace[1]);
        Assert.Equal("\t(command line):1: in main chunk", trace[^1]);
    }

    [Theory]
    [InlineData("byte_span.new(-1)")]
    [InlineData("ip.udp.socket.new():bind('127.0.0.1', 0)")]
    [InlineData("coroutine.wrap(function() this_fiber.yield() byte_span.new() end)()")]
    [InlineData("spawn(function() byte_span.new() end):join()")]
    [InlineData("local x = byte_span.new(1)[2]")]
    public async Task NoLineOfAShimIsShown(string chunk) =>
        Assert.DoesNotContain(await TraceOf(chunk), static l =>
            System.Text.RegularExpressions.Regex.IsMatch(l, @"\[moonwire\]:\d|xpcall"));

    private static async Task<string[]> TraceOf(string chunk)
    {
        var run = await Executable.RunAsync(["-e", chunk]);
        return Executable.WithoutPath(Encoding.UTF8.GetString(run.Errors)).TrimEnd('\n').Split('\n');
    }
}
