namespace Moonwire.Runtime.Loop;

/// <summary>Work that another thread hands over to the loop's thread.</summary>
internal abstract class Completion
{
    internal Completion? Next { get; set; }

    /// <summary>The loop's thread: called once for each post.</summary>
    internal abstract void OnCompleted();
}

/// <summary>
/// A lock-free stack of completions. Any thread may post a completion. The loop's thread takes all completions at once
/// and runs them in the order in which they were posted.
/// </summary>
internal sealed class Completions
{
    private Completion? _head;

    internal void Post(Completion completion)
    {
        var head = Volatile.Read(ref _head);
        while (true)
        {
            completion.Next = head;
            var seen = Interlocked.CompareExchange(ref _head, completion, head);
            if (seen == head)
            {
                return;
            }

            head = seen;
        }
    }

    internal void Run()
    {
        if (Volatile.Read(ref _head) is null)
        {
            return;
        }

        Completion? ordered = null;
        for (var taken = Interlocked.Exchange(ref _head, null); taken is not null;)
        {
            var next = taken.Next;
            taken.Next = ordered;
            ordered = taken;
            taken = next;
        }

        while (ordered is not null)
        {
            var completion = ordered;
            ordered = completion.Next;
            completion.Next = null;
            completion.OnCompleted();
        }
    }
}
