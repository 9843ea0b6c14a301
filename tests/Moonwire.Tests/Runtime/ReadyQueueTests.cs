using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Native;

namespace Moonwire.Tests.Runtime;

[TestClass]
public sealed class ReadyQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    public void FibersComeOutInTheOrderInWhichTheyWentIn(int most)
    {
        var queue = new ReadyQueue();
        var expected = new Queue<Fiber>();
        var random = new Random(most);
        for (var i = 0; i < 20_000; i++)
        {
            if (expected.Count > 0 && (expected.Count == most || random.Next(2) == 0))
            {
                Assert.Same(expected.Dequeue(), queue.Dequeue());
            }
            else
            {
                var fiber = new Fiber(i, default(LuaStack), spawnedAt: null);
                expected.Enqueue(fiber);
                queue.Enqueue(fiber);
            }

            Assert.Equal(expected.Count, queue.Count);
        }
    }
}
