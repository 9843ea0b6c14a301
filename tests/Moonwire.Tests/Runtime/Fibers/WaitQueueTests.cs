using CsCheck;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Tests.Runtime.Fibers;

[TestClass]
public sealed class WaitQueueTests
{
    [Fact]
    public void WaitsStayInOrderOfArrivalWhoeverLeaves() =>
        Gen.Int[-1, 20].Array[0, 100].Sample(steps =>
        {
            var queue = new WaitQueue();
            var model = new List<Wait>();
            foreach (var step in steps)
            {
                if (step < 0 || model.Count == 0)
                {
                    model.Add(new TestWait());
                    queue.Add(model[^1]);
                }
                else
                {
                    var leaving = model[step % model.Count];
                    queue.Remove(leaving);
                    model.Remove(leaving);
                    Assert.Null(leaving.Queue);
                }

                Assert.Equal(model, All(queue));
                Assert.Equal(model.Count == 0, queue.IsEmpty);
            }
        });

    [Fact]
    public void AWaitThatLeftMayComeBackAtTheEnd()
    {
        var queue = new WaitQueue();
        Wait first = new TestWait(), second = new TestWait();
        queue.Add(first);
        queue.Add(second);

        queue.Remove(first);
        queue.Add(first);

        Assert.Equal([second, first], All(queue));
    }

    private static List<Wait> All(WaitQueue queue)
    {
        var all = new List<Wait>();
        for (var wait = queue.First; wait is not null; wait = wait.Next)
        {
            all.Add(wait);
        }

        return all;
    }

    private sealed class TestWait() : Wait(WaitTraits.None)
    {
        public override string Operation => "test";

        public override string Describe() => "a test";

        protected override int PushValues(LuaThread stack) => 0;
    }
}
