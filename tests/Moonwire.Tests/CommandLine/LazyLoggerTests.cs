using Moonwire.Interpreter.Logging;
using Serilog.Events;
using Serilog.Parsing;

namespace Moonwire.Tests.CommandLine;

[TestClass]
public sealed class LazyLoggerTests
{
    [Fact]
    public void NothingIsLoggedByDefault()
    {
        using var logger = new LazyLogger(minimum: null);

        Assert.DoesNotContain(Enum.GetValues<LogEventLevel>(), logger.IsEnabled);
        logger.Write(Event(LogEventLevel.Fatal));
        Assert.False(IsBuilt(logger));
    }

    [Fact]
    public void ALevelAndAllAboveItAreLoggedOnceTheFirstEventComes()
    {
        using var logger = new LazyLogger(LogEventLevel.Fatal);
        logger.Write(Event(LogEventLevel.Error));
        Assert.False(IsBuilt(logger));
        Assert.True(logger.IsEnabled(LogEventLevel.Fatal));
        Assert.False(logger.IsEnabled(LogEventLevel.Error));
    }

    private static bool IsBuilt(LazyLogger logger) => typeof(LazyLogger)
        .GetField("_logger", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
        .GetValue(logger) is not null;

    private static LogEvent Event(LogEventLevel level) =>
        new(DateTimeOffset.UnixEpoch, level, exception: null, new MessageTemplate([new TextToken("x")]), []);
}
