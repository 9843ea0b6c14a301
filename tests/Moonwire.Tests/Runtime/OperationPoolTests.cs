using Moonwire.Runtime.Sockets;

namespace Moonwire.Tests.Runtime;

[TestClass]
public sealed class OperationPoolTests
{
    [Fact]
    public void AReturnedOperationIsRentedAgain()
    {
        using var pool = new OperationPool();
        var first = pool.Rent();
        pool.Return(first);

        Assert.Same(first, pool.Rent());
        Assert.Equal(1, pool.Created);
        pool.Return(first);
    }

    [Fact]
    public void ThePoolKeepsNoMoreThanItsCapacity()
    {
        using var pool = new OperationPool();
        var many = Enumerable.Range(0, OperationPool.Capacity + 10).Select(_ => pool.Rent()).ToList();
        many.ForEach(pool.Return);

        var again = Enumerable.Range(0, OperationPool.Capacity + 1).Select(_ => pool.Rent()).ToList();

        Assert.Equal(OperationPool.Capacity, again.Intersect(many).Count());
        Assert.Equal(many.Count + 1, pool.Created);
        again.ForEach(pool.Return);
    }

    [Fact]
    public void AReturnResetsTheOperation()
    {
        using var pool = new OperationPool();
        var operation = pool.Rent();
        operation.Sender = new SendWait(new Stack<SendWait>());

        pool.Return(operation);

        Assert.Null(operation.Sender);
    }

#if DEBUG
    [Fact]
    public void ADoubleReturnIsADefect()
    {
        using var pool = new OperationPool();
        var operation = pool.Rent();
        pool.Return(operation);

        Assert.ThrowsAny<Exception>(() => pool.Return(operation));
    }
#endif
}
