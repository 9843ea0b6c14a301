using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Tests.Runtime.Fibers;

[TestClass]
public sealed class ReadyQueueTests : IDisposable
{
    private readonly LuaInstance _lua = new(ignoreEnvironment: true);
    private readonly FiberTable _fibers;

    public ReadyQueueTests() => _fibers = new FiberTable(_lua.Stack);

    public void Dispose() => _lua.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    public void FibersComeOutInTheOrderInWhichTheyWentIn(int most)
    {
        var queue = new ReadyQueue(_fibers);
        var expected = new Queue<Fiber>();
        var random = new Random(most);
        for (var i = 0; i < 20_000; i++)
        {
            if (expected.Count > 0 && (expected.Count == most || random.Next(2) == 0))
            {
                Assert.Same(expected.Peek(), queue.Dequeue());
                _fibers.Release(expected.Dequeue());
            }
            else
            {
                var fiber = Add(i);
                expected.Enqueue(fiber);
                queue.Enqueue(fiber);
            }

            Assert.Equal(expected.Count, queue.Count);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(5, 3)]
    [InlineData(5, 5)]
    public void TheOthersKeepTheirOrderWhenOneIsTakenOut(int count, int removed)
    {
        var queue = new ReadyQueue(_fibers);
        var fibers = Enumerable.Range(1, count).Select(number => Add(number)).ToList();
        fibers.ForEach(queue.Enqueue);

        queue.Remove(fibers[removed - 1]);
        fibers.RemoveAt(removed - 1);
        fibers.Add(Add(count + 1));
        queue.Enqueue(fibers[^1]);

        Assert.Equal(fibers, Enumerable.Range(0, count).Select(_ => queue.Dequeue()));
        Assert.Equal(0, queue.Count);
    }

    private Fiber Add(long number)
    {
        var fiber = new Fiber(number, _lua.Stack.PushThread(), spawnedAt: null);
        _fibers.Add(_lua.Stack, fiber);
        return fiber;
    }
}
