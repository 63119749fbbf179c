using Shared.Catalogue;
using Shared.Space;

namespace Shared.Spec;

/// <summary>What is asked of a spec's space in the catalogue's words.</summary>
internal static class SpaceQueries
{
    public static Parameter? Find(this SearchSpace space, string path) => space.Parameters.FirstOrDefault(parameter => parameter.Path == path);

    public static bool CanChoose(this SearchSpace space, ComponentKind kind, ComponentEntry entry) =>
        space.Find(kind.Name)!.Domain.Contains(new ParameterValue.Text(entry.Name));

    /// <summary>The space with one parameter held to fewer values.</summary>
    public static SearchSpace Narrow(this SearchSpace space, string path, Domain domain) =>
        space with { Parameters = [.. space.Parameters.Select(parameter => parameter.Path == path ? parameter with { Domain = domain } : parameter)] };

    /// <summary>The space with one component chosen.</summary>
    public static SearchSpace Narrow(this SearchSpace space, ComponentKind kind, ComponentEntry entry) =>
        space.Narrow(kind.Name, new Domain.Choice([new ParameterValue.Text(entry.Name)]));
}
