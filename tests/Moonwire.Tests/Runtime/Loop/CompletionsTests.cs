using Moonwire.Runtime.Loop;

namespace Moonwire.Tests.Runtime.Loop;

[TestClass]
public sealed class CompletionsTests
{
    private const int Threads = 4;
    private const int EachPosts = 10_000;

    [Fact]
    public void OneThreadsCompletionsRunInOrder()
    {
        var completions = new Completions();
        var ran = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            completions.Post(new Recorded(ran, i));
        }

        completions.Run();
        completions.Run();

        Assert.Equal([0, 1, 2, 3, 4], ran);
    }

    [Fact]
    public void ACompletionPostedByACompletionRunsTheNextTime()
    {
        var completions = new Completions();
        var ran = new List<int>();
        var second = new Recorded(ran, 2);
        completions.Post(new Recorded(ran, 1, () => completions.Post(second)));

        completions.Run();
        Assert.Equal([1], ran);
        completions.Run();
        Assert.Equal([1, 2], ran);
    }

    [Fact]
    public void ManyThreadsLoseNothingAndKeepTheirOrder()
    {
        var completions = new Completions();
        var ran = Enumerable.Range(0, Threads).Select(_ => new List<int>()).ToArray();
        var threads = ran.Select(list => new Thread(() =>
        {
            for (var i = 0; i < EachPosts; i++)
            {
                completions.Post(new Recorded(list, i));
            }
        })).ToList();

        threads.ForEach(static t => t.Start());
        while (threads.Exists(static t => t.IsAlive))
        {
            completions.Run();
        }

        completions.Run();

        Assert.All(ran, list => Assert.Equal(Enumerable.Range(0, EachPosts), list));
    }

    private sealed class Recorded(List<int> ran, int number, Action? then = null) : Completion
    {
        internal override void OnCompleted()
        {
            ran.Add(number);
            then?.Invoke();
        }
    }
}
