namespace Moonwire.Runtime.Fibers;

/// <summary>A suspension that may be in a <see cref="WaitQueue"/>.</summary>
public abstract class Wait : Suspension
{
    /// <summary>The queue that holds the wait, its neighbours there, and null in none.</summary>
    internal WaitQueue? Queue { get; set; }

    internal Wait? Next { get; set; }

    internal Wait? Previous { get; set; }

    protected internal override void Leave() => Queue?.Remove(this);
}
