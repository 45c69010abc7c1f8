// One contact, refetched through Query.node, updated and deleted.
graphql`
  query ContactCardQuery($id: ID!) {
    node(id: $id) {
      ...ContactCard_contact @alias(as: "card")
    }
  }
`;

graphql`
  fragment ContactCard_contact on Contact @refetchable(queryName: "ContactCardRefetchQuery") {
    id
    name
    email
    version
    labels {
      id
      title
    }
  }
`;

graphql`
  mutation ContactCardUpdateMutation($input: ContactUpdateInput!) {
    contactUpdate(input: $input) {
      contact {
        ...ContactCard_contact
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`;

graphql`
  mutation ContactCardDeleteMutation($input: ContactDeleteInput!) {
    contactDelete(input: $input) {
      deletedId @deleteRecord
      userErrors {
        code
        message
      }
    }
  }
`;
