using Moonwire.Runtime.Lua;

namespace Moonwire.Tests.Runtime.Lua;

[TestClass]
public sealed class StackLayoutTests
{
    [Fact]
    public void TheLayoutIsThatOfTheLibraryThatIsShipped()
    {
        using var lua = new LuaInstance(ignoreEnvironment: true);

        Assert.True(StackLayout.IsKnown);
    }

    [Fact]
    public void NoLayoutIsAssumedOfAnotherRelease()
    {
        using var lua = new LuaInstance(ignoreEnvironment: true);

        Assert.False(StackLayout.Matches(lua.Stack.State, "$LuaVersion: Lua 5.4.6  Copyright"u8));
        Assert.True(StackLayout.Matches(lua.Stack.State, "$LuaVersion: Lua 5.4.9  Copyright"u8));
    }
}
