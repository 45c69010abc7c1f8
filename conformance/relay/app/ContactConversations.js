// A connection inside a contact, which loads more through Query.node.
graphql`
  fragment ContactConversations_contact on Contact
  @refetchable(queryName: "ContactConversationsPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "Cursor" }) {
    name
    version
    conversations(first: $count, after: $cursor) @connection(key: "ContactConversations_conversations") {
      edges {
        node {
          id
          status
          inbox {
            id
            name
          }
        }
      }
    }
  }
`;
