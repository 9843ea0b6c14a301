using System.Globalization;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Binding;

/// <summary>
/// Scripts call managed functions directly, or through Lua functions if the engine is another release.
/// </summary>
/// <remarks>The choice applies to the whole process, so no other host may be created in the meantime.</remarks>
[TestClass(DisableParallelization = true)]
public sealed class DeferredExitTests
{
    private static readonly string Script = Repository.PathOf(
        "tests", "Moonwire.Tests", "Runtime", "Binding", "both_ways_test.lua");

    [Theory]
    [InlineData(true, 1)] // the function's number
    [InlineData(false, 2)] // the upvalues of the Lua function around it
    public void FunctionsReturnRaiseAndWaitInBothWays(bool isDirect, int upvalues)
    {
        Assert.Equal((0, ""), InProcess.Run(Script, ["1"])); // the first host finds out what is available
        DeferredExit.IsAvailable = isDirect;
        try
        {
            Assert.Equal((0, ""), InProcess.Run(Script, [upvalues.ToString(CultureInfo.InvariantCulture)]));
        }
        finally
        {
            DeferredExit.IsAvailable = true;
        }
    }

    /// <summary>The effects of a C library that resumes coroutines itself.</summary>
    [Fact]
    public void AThreadThatSomebodyElseHasResumedWaitsNoMore()
    {
        using var lua = new LuaInstance(ignoreEnvironment: true);
        var stack = lua.Stack;
        var token = new RootedValue();
        DeferredExit.PushToken(stack, token);
        var number = Trampoline.Register(
            "wait", call => DeferredExit.YieldOnReturn(call.Stack, token), FunctionCaller.Script);
        var thread = stack.PushThread();
        Assert.False(DeferredExit.IsWaiting(thread, token));
        thread.PushFunction(number);

        Assert.Equal(ResumeStatus.Yielded, thread.Resume(stack, 0, out var results));
        thread.Pop(results);
        Assert.True(DeferredExit.IsWaiting(thread, token));
        Assert.Equal(ResumeStatus.Returned, thread.Resume(stack, 0, out _));

        Assert.False(DeferredExit.IsWaiting(thread, token));
        Trampoline.Unregister(number);
    }
}
