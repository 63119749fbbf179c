namespace Tests.K8s;

/// <summary>Documents that are applied together.</summary>
internal sealed record Installation(IReadOnlyList<Document> Documents)
{
    public IEnumerable<Pod> Pods => Documents.Select(document => document.Pod).OfType<Pod>();

    public IEnumerable<Document> Of(string kind) => Documents.Where(document => document.Kind == kind);

    public Document? Find(string kind, string? name) => Documents.SingleOrDefault(document => document.Kind == kind && document.Name == name);
}
