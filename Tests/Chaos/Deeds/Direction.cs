namespace Tests.Chaos.Deeds;

/// <summary>Which way a partition is closed.</summary>
internal enum Direction
{
    Both,

    /// <summary>The first hears nothing of the second.</summary>
    FirstIsDeaf,
    SecondIsDeaf,
}

internal static class Directions
{
    public static string Words(this Direction direction) => direction switch
    {
        Direction.Both => "both ways",
        Direction.FirstIsDeaf => "so that the former hears nothing and is heard",
        Direction.SecondIsDeaf => "so that the former is not heard and hears",
        _ => throw new InvalidOperationException($"no words for {direction}"),
    };

    public static async Task Part(this INetwork network, Machine first, Machine second, Direction direction)
    {
        if (direction != Direction.SecondIsDeaf) await network.Deafen(first, second);
        if (direction != Direction.FirstIsDeaf) await network.Deafen(second, first);
    }

    public static async Task Join(this INetwork network, Machine first, Machine second, Direction direction)
    {
        if (direction != Direction.SecondIsDeaf) await network.Restore(first, second);
        if (direction != Direction.FirstIsDeaf) await network.Restore(second, first);
    }
}
