// A list that loads page after page.
graphql`
  query ContactListQuery($count: Int!, $orderBy: [ContactOrder!]) {
    ...ContactList_query @arguments(count: $count, orderBy: $orderBy)
  }
`;

graphql`
  fragment ContactList_query on Query
  @refetchable(queryName: "ContactListPaginationQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 3 }
    cursor: { type: "Cursor" }
    orderBy: { type: "[ContactOrder!]" }
  ) {
    contacts(first: $count, after: $cursor, orderBy: $orderBy) @connection(key: "ContactList_contacts", filters: ["orderBy"]) {
      edges {
        node {
          id
          name
          ...ContactConversations_contact
        }
      }
    }
  }
`;
