using System.Net.Sockets;
using Moonwire.Runtime.Sockets;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Moonwire.Tests.Runtime.Sockets;

[TestClass]
public sealed class OperationPoolTests
{
    [Fact]
    public void AReturnedOperationIsRentedAgain()
    {
        using var pool = new OperationPool(Logger.None);
        var first = pool.Rent(AddressFamily.InterNetwork);
        pool.Return(first);

        Assert.Same(first, pool.Rent(AddressFamily.InterNetwork));
        Assert.Equal(1, pool.Created);
        pool.Return(first);
    }

    [Fact]
    public void ThePoolKeepsNoMoreThanItsCapacity()
    {
        using var pool = new OperationPool(Logger.None);
        var many = Enumerable.Range(0, OperationPool.Capacity + 10).Select(_ => pool.Rent(AddressFamily.InterNetwork))
            .ToList();
        many.ForEach(pool.Return);

        var again = Enumerable.Range(0, OperationPool.Capacity + 1).Select(_ => pool.Rent(AddressFamily.InterNetwork))
            .ToList();

        Assert.Equal(OperationPool.Capacity, again.Intersect(many).Count());
        Assert.Equal(many.Count + 1, pool.Created);
        again.ForEach(pool.Return);
    }

    [Fact]
    public void AnOperationBeyondTheCapacityIsLogged()
    {
        var events = new Events();
        using var logger = new LoggerConfiguration().MinimumLevel.Debug().WriteTo.Sink(events).CreateLogger();
        using var pool = new OperationPool(logger);
        var kept = Enumerable.Range(0, OperationPool.Capacity).Select(_ => pool.Rent(AddressFamily.InterNetwork))
            .ToList();
        Assert.Empty(events.Messages);

        var extra = pool.Rent(AddressFamily.InterNetworkV6);

        Assert.Equal(["pool exhausted: 65 sends are pending, and 64 operations are kept for them"], events.Messages);
        kept.ForEach(pool.Return);
        pool.Return(extra);
        pool.Return(pool.Rent(AddressFamily.InterNetwork));
        Assert.Single(events.Messages);
    }

    [Fact]
    public void AReturnResetsTheOperation()
    {
        using var pool = new OperationPool(Logger.None);
        var operation = pool.Rent(AddressFamily.InterNetwork);
        operation.Sender = new SendWait(new Stack<SendWait>());

        pool.Return(operation);

        Assert.Null(operation.Sender);
    }

#if DEBUG
    [Fact]
    public void ADoubleReturnIsADefect()
    {
        using var pool = new OperationPool(Logger.None);
        var operation = pool.Rent(AddressFamily.InterNetwork);
        pool.Return(operation);

        Assert.ThrowsAny<Exception>(() => pool.Return(operation));
    }
#endif

    private sealed class Events : ILogEventSink
    {
        public List<string> Messages { get; } = [];

        public void Emit(LogEvent logEvent) =>
            Messages.Add(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
