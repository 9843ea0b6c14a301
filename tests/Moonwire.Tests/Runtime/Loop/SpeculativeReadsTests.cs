using System.Net.Sockets;
using Moonwire.Runtime.Loop;

namespace Moonwire.Tests.Runtime.Loop;

[TestClass]
public sealed class SpeculativeReadsTests
{
    private const int Few = 8;

    private readonly SpeculativeReads _sources = new();

    [Fact]
    public void TheLongestWaitingIsTriedFirst()
    {
        var all = Add(3);
        Assert.Equal(all[0], Tried(all));

        Wait(all[0]); // it was served, and waits again
        Assert.Equal(all[1], Tried(all));
        Wait(all[1]);
        Assert.Equal(all[2], Tried(all));
        Wait(all[2]);
        Assert.Equal(all[0], Tried(all));
    }

    [Fact]
    public void OneThatIsWaitedForTwiceKeepsItsTurn()
    {
        var all = Add(2);
        _sources.Add(all[0]);

        Assert.Equal(2, _sources.Count);
        Assert.Equal(all[0], Tried(all));
    }

    [Fact]
    public void OneThatIsUnlikelyToHaveInputLetsTheNextOneTry()
    {
        var all = Add(2);
        all[0].Has = false;
        for (var i = 0; i < Few; i++)
        {
            _ = _sources.TryOldest(); // the predictor learns
            Wait(all[1]);
        }

        Assert.Equal(all[1], Tried(all));
    }

    [Fact]
    public void NothingIsTriedWhereNobodyWaitsOrVeryMany()
    {
        Assert.False(_sources.TryOldest());
        var all = Add(Few + 1);

        Assert.False(_sources.TryOldest());
        Assert.All(all, static source => Assert.Equal(0, source.Tries));
        _sources.Remove(all[4]);
        Assert.Equal(all[0], Tried(all));
    }

    [Fact]
    public void SourcesComeAndGoAndEnd()
    {
        var random = new Random(1);
        var all = Enumerable.Range(0, 40).Select(static _ => new Source()).ToArray();
        var waiting = new List<Source>(); // in order
        for (var i = 0; i < 20_000; i++)
        {
            var source = all[random.Next(all.Length)];
            switch (random.Next(5))
            {
                case 0 or 1:
                    _sources.Add(source);
                    if (!waiting.Contains(source))
                    {
                        waiting.Add(source);
                    }

                    break;
                case 2:
                    _sources.Remove(source);
                    waiting.Remove(source);
                    break;
                case 3:
                    _sources.Forget(source);
                    waiting.Remove(source);
                    Assert.Equal(-1, source.WaitingPlace);
                    break;
                default:
                    Assert.Equal(waiting.Count is > 0 and <= Few ? waiting[0] : null, Tried(all));
                    if (waiting.Count is > 0 and <= Few)
                    {
                        _sources.Remove(waiting[0]);
                        waiting.RemoveAt(0);
                    }

                    break;
            }

            Assert.Equal(waiting.Count, _sources.Count);
        }
    }

    private Source[] Add(int count)
    {
        var sources = Enumerable.Range(0, count).Select(static _ => new Source()).ToArray();
        Array.ForEach(sources, _sources.Add);
        return sources;
    }

    private void Wait(Source source)
    {
        _sources.Remove(source);
        _sources.Add(source);
    }

    /// <summary>Returns the source that <see cref="SpeculativeReads.TryOldest"/> tried successfully, or null.</summary>
    private Source? Tried(Source[] all)
    {
        Array.ForEach(all, static source => source.Tries = 0);
        var succeeds = _sources.TryOldest();
        var tried = all.Where(static source => source.Tries > 0).ToArray();
        Assert.Equal(succeeds ? 1 : 0, tried.Length);
        return tried.FirstOrDefault();
    }

    private sealed class Source : ReadinessSource
    {
        public bool Has { get; set; } = true;

        public int Tries { get; set; }

        internal override Socket Watched => throw new InvalidOperationException();

        internal override bool WantsInput => true;

        internal override void OnReady() => throw new InvalidOperationException();

        internal override bool TryNow()
        {
            Tries++;
            return Has;
        }
    }
}
