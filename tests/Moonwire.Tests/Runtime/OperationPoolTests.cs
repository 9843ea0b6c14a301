using System.Net.Sockets;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Tests.Runtime;

[TestClass]
public sealed class OperationPoolTests
{
    [Fact]
    public void AReturnedOperationIsRentedAgain()
    {
        using var pool = new OperationPool();
        var first = pool.Rent(AddressFamily.InterNetwork);
        pool.Return(first);

        Assert.Same(first, pool.Rent(AddressFamily.InterNetwork));
        Assert.Equal(1, pool.Created);
        pool.Return(first);
    }

    [Fact]
    public void ThePoolKeepsNoMoreThanItsCapacity()
    {
        using var pool = new OperationPool();
        var many = Enumerable.Range(0, OperationPool.Capacity + 10).Select(_ => pool.Rent(AddressFamily.InterNetwork)).ToList();
        many.ForEach(pool.Return);

        var again = Enumerable.Range(0, OperationPool.Capacity + 1).Select(_ => pool.Rent(AddressFamily.InterNetwork)).ToList();

        Assert.Equal(OperationPool.Capacity, again.Intersect(many).Count());
        Assert.Equal(many.Count + 1, pool.Created);
        again.ForEach(pool.Return);
    }

    [Fact]
    public void AReturnResetsTheOperation()
    {
        using var pool = new OperationPool();
        var operation = pool.Rent(AddressFamily.InterNetwork);
        operation.Sender = new SendWait(new Stack<SendWait>());

        pool.Return(operation);

        Assert.Null(operation.Sender);
    }

#if DEBUG
    [Fact]
    public void ADoubleReturnIsADefect()
    {
        using var pool = new OperationPool();
        var operation = pool.Rent(AddressFamily.InterNetwork);
        pool.Return(operation);

        Assert.ThrowsAny<Exception>(() => pool.Return(operation));
    }
#endif
}
